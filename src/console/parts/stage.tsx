import { useTranslation } from 'react-i18next';
import classes from './stage.module.css';

const STAGES = ['acquire', 'engage', 'retain', 'grow'] as const;
type Stage = (typeof STAGES)[number];

/** The stage of a friend in its colour; a stage that a brand made itself in grey. */
export function StageChip({ name }: { name: string }) {
  const { t } = useTranslation();
  const known = STAGES.find((one) => one === name);
  return (
    <span className={classes.chip} data-stage={known ?? 'other'}>
      {known ? t(`stages.${known}`) : name}
    </span>
  );
}

/** How far a friend has come, as a bar of the four stages. */
export function StageBar({ name }: { name: string }) {
  const reached = STAGES.indexOf(name as Stage);
  return (
    <div className={classes.bar} aria-hidden>
      {STAGES.map((stage, index) => (
        <i key={stage} data-stage={index <= reached ? stage : undefined} />
      ))}
    </div>
  );
}
