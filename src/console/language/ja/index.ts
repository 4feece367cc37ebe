import common from './common.json';
import friends from './friends.json';
import home from './home.json';
import inbox from './inbox.json';

export const words = { ...common, friends, home, inbox };
