import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import classes from './definition.module.css';

/** What a figure counts, on hover, focus and touch. */
export function Definition({ text }: { text: string }) {
  return (
    <Tooltip label={text} multiline w={280} withArrow events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton className={classes.sign} aria-label={text}>
        <IconInfoCircle size={14} stroke={1.8} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}
