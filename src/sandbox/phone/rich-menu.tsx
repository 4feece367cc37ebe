import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allowedAction } from '../../console/line-messages/index.js';
import style from './phone.module.css';
import { menuImageQuery } from './queries.js';
import type { PhoneState } from './use-phone.js';
import type { Menu } from './world.js';

/** The menu that the person sees, its areas over its image. */
export function RichMenu({ menu, channelId, phone }: { menu: Menu; channelId: string; phone: PhoneState }) {
  const { t } = useTranslation();
  const { data: image } = useQuery(menuImageQuery(channelId, menu.richMenuId));
  const { width, height } = menu.size;
  const isOpen = phone.isMenuOpen ?? menu.selected;
  if (!isOpen) return null;
  const share = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <div className={style['menu']} style={{ aspectRatio: `${width} / ${height}` }}>
      {image && <img src={image} alt="" />}
      {menu.areas.map(({ bounds, action: given }, index) => {
        const action = allowedAction(given);
        return (
          <button
            // oxlint-disable-next-line react/no-array-index-key -- areas have no name and keep their order
            key={index}
            type="button"
            disabled={action === undefined}
            aria-label={typeof given['label'] === 'string' ? given['label'] : t('write.area', { number: index + 1 })}
            onClick={() => action && phone.tapMenuArea(index, action)}
            style={{
              left: share(bounds.x, width),
              top: share(bounds.y, height),
              width: share(bounds.width, width),
              height: share(bounds.height, height),
            }}
          />
        );
      })}
    </div>
  );
}
