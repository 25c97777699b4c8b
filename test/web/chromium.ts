import { existsSync } from 'node:fs';

const PLACES = [
  process.env.SLUICE_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that is installed; undefined where there is none. */
export const chromiumPath = PLACES.find((place) => place !== '' && existsSync(place));
