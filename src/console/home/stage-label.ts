import { useTranslation } from 'react-i18next';

const KNOWN = ['acquire', 'engage', 'retain', 'grow'] as const;

/** What a stage is called: as the brand says in the language that is shown, else by our word, else by its name. */
export function useStageLabel(): (stage: string, label: Record<string, string> | undefined) => string {
  const { t, i18n } = useTranslation();
  return (stage, label) => {
    const known = KNOWN.find((one) => one === stage);
    return label?.[i18n.language] ?? (known ? t(`stages.${known}`) : stage);
  };
}

/** By which of the colours of stages one is drawn. */
export const colourOf = (stage: string): string => KNOWN.find((one) => one === stage) ?? 'other';
