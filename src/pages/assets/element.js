/** Makes an element: properties, then children, which are elements or plain text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A labelled input of a form; `said` is told below it. */
export function field({ name, label, hint, ...rest }) {
  const id = `field-${name}`;
  const input = element('input', {
    id,
    name,
    required: true,
    autocomplete: 'off',
    'aria-describedby': `${id}-hint`,
    ...rest,
  });
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    input,
    element('p', { class: 'hint', id: `${id}-hint` }, hint ?? ''),
  );
}

/** A form that disables its button while it works, and says what went wrong. */
export function form({ button, submit, say }, ...children) {
  const send = element('button', { type: 'submit', class: 'primary' }, button);
  return element(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault();
        send.disabled = true;
        try {
          await submit(Object.fromEntries(new FormData(event.target)));
        } catch (error) {
          say(error);
        } finally {
          send.disabled = false;
        }
      },
    },
    ...children,
    send,
  );
}
