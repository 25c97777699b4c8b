const FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
];
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Reads the three forms of RFC 9110 §5.6.7, and ISO 8601; epoch milliseconds, or undefined for anything else
 * (`Date.parse` alone would take "soon 1" for a day in 2001).
 */
export function parseHttpDate(text: string | undefined): number | undefined {
  const value = text?.trim() ?? '';
  const zoned = ASCTIME.test(value) ? `${value} GMT` : value;
  const known = zoned !== value || FORMS.some((form) => form.test(value));
  const time = known ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
