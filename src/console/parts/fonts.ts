// Hundreds of slices, each loaded when a character of it is shown; their list is long, so it comes after the first sight.
import '@fontsource-variable/noto-sans-tc/wght.css';
import '@fontsource-variable/noto-sans-jp/wght.css';
import '@fontsource-variable/noto-sans-thai/wght.css';
