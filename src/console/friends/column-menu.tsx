import { Button, Menu } from '@mantine/core';
import { IconCheck, IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ALL_COLUMNS, columnsOf, type Column } from './columns.js';

/** Which columns the table has. */
export function ColumnMenu({ columns, onColumns }: { columns: Column[]; onColumns(columns: Column[]): void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={15} aria-hidden />}>
          {t('friends.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ALL_COLUMNS.map((column) => {
          const isShown = columns.includes(column);
          const chosen = isShown ? columns.filter((one) => one !== column) : [...columns, column];
          return (
            <Menu.Item
              key={column}
              role="menuitemcheckbox"
              aria-checked={isShown}
              disabled={isShown && columns.length === 1}
              rightSection={isShown ? <IconCheck size={14} aria-hidden /> : undefined}
              onClick={() => onColumns(columnsOf(chosen))}
            >
              {t(`friends.column.${column}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
