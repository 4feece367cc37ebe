import { Avatar } from '@mantine/core';

/** A friend's picture; without one, the beginning of their name in a colour of its own. */
export function Face({ name, url, size = 34 }: { name: string | null; url: string | null; size?: number }) {
  const isSafe = url !== null && /^https?:\/\//.test(url);
  return (
    <Avatar
      src={isSafe ? url : null}
      name={name ?? '?'}
      color="initials"
      size={size}
      radius="xl"
      alt=""
      imageProps={{ loading: 'lazy', referrerPolicy: 'no-referrer' }}
    />
  );
}
