import { render } from 'preact';
import { App } from './app.tsx';
import { keptTheme, showTheme } from './parts/theme.ts';
import { takeKey } from './session.ts';

takeKey();
showTheme(keptTheme());
const place = document.getElementById('page');
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
