import type { Chance } from './chance.ts';

const STORIES = [
  'Save the basket between devices',
  'Let customers pay in instalments',
  'Show delivery dates on the product page',
  'Filter search results by size',
  'Remember the last payment method',
  'Send invoices as PDF',
  'Compare two products side by side',
  'Sign in with a passkey',
  'Offer store pickup',
  'Show what others bought',
  'Translate the returns page',
  'Add gift cards',
] as const;
const BUGS = [
  'Total is rounded wrongly for three items',
  'Search forgets the filter after going back',
  'Voucher can be used twice',
  'Image of a sold-out product is missing',
  'App asks for the location again and again',
  'Address form refuses umlauts',
  'Basket is empty after signing in',
  'Delivery date is a day late in New York',
  'Screen reader skips the price',
] as const;
const TASKS = [
  'Raise the database to the new major version',
  'Take the old feature flag out',
  'Split the import into smaller steps',
  'Measure the time to first byte',
  'Renew the certificate of the payment gateway',
  'Replace the deprecated date library',
  'Write down how to roll back',
] as const;
const INCIDENTS = [
  'Payments fail for a third of the customers',
  'Search answers slowly',
  'Product pages show an error',
  'Orders arrive twice',
  'App crashes at start',
  'Invoices are not sent',
] as const;

/** What the sample's issues are called. */
export const titleOf = (chance: Chance, type: 'STORY' | 'BUG' | 'TASK' | 'INCIDENT'): string =>
  chance.pick({ STORY: STORIES, BUG: BUGS, TASK: TASKS, INCIDENT: INCIDENTS }[type]);
