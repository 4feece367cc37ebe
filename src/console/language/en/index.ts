import common from './common.json';
import home from './home.json';
import inbox from './inbox.json';

export const words = { ...common, home, inbox };
