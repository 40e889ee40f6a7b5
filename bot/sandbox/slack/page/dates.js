// Slack's date tokens, shown in the zone of whoever looks: the browser's.
// https://docs.slack.dev/messaging/formatting-message-text/#date-formatting

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const DAY_MS = 86_400_000;
const HALF_YEAR_MS = 182 * DAY_MS;

function pad(number) {
  return String(number).padStart(2, "0");
}

function ordinal(day) {
  const teen = day % 100 > 10 && day % 100 < 14;
  return `${day}${teen ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th")}`;
}

function uses24Hours() {
  const cycle = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle;
  return cycle === "h23" || cycle === "h24";
}

/** A clock time such as 2:35 PM, or 14:35 where the browser's language counts to 24. */
export function clock(date, withSeconds = false) {
  const tail = `:${pad(date.getMinutes())}${withSeconds ? `:${pad(date.getSeconds())}` : ""}`;
  if (uses24Hours()) return pad(date.getHours()) + tail;
  return `${date.getHours() % 12 || 12}${tail} ${date.getHours() < 12 ? "AM" : "PM"}`;
}

function daysApart(date, now) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  // Rounded, because a day on which clocks change has 23 or 25 hours.
  return Math.round((midnight(date) - midnight(now)) / DAY_MS);
}

/** "yesterday", "today", "tomorrow", or null. */
function nearDay(date, now) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[daysApart(date, now)] ?? null;
}

function ago(date, now) {
  const seconds = Math.round((now - date) / 1000);
  const size = Math.abs(seconds);
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, length] = units.find(([, unitLength]) => size >= unitLength) ?? units.at(-1);
  const count = Math.floor(size / length);
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

const TOKENS = {
  date_num: (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
  date_slash: (date) => `${pad(date.getMonth() + 1)}/${pad(date.getDate())}/${date.getFullYear()}`,
  date: (date, now) => {
    const day = `${MONTHS[date.getMonth()]} ${ordinal(date.getDate())}`;
    return Math.abs(date - now) < HALF_YEAR_MS ? day : `${day}, ${date.getFullYear()}`;
  },
  date_short: (date) => `${MONTHS[date.getMonth()].slice(0, 3)} ${date.getDate()}, ${date.getFullYear()}`,
  date_long: (date) => `${TOKENS.weekday(date)}, ${date.getFullYear()}`,
  date_long_full: (date) => `${MONTHS[date.getMonth()]} ${date.getDate()}, ${date.getFullYear()}`,
  date_pretty: (date, now) => nearDay(date, now) ?? TOKENS.date(date, now),
  date_short_pretty: (date, now) => nearDay(date, now) ?? TOKENS.date_short(date, now),
  date_long_pretty: (date, now) => nearDay(date, now) ?? TOKENS.date_long(date, now),
  day_divider_pretty: (date, now) =>
    nearDay(date, now) ?? (date.getFullYear() === now.getFullYear() ? TOKENS.weekday(date) : TOKENS.date_long(date)),
  time: (date) => clock(date),
  time_secs: (date) => clock(date, true),
  ago,
  weekday: (date) => `${DAYS[date.getDay()]}, ${MONTHS[date.getMonth()]} ${ordinal(date.getDate())}`,
};
const DOCUMENTED = new Set(Object.keys(TOKENS).filter((name) => name !== "weekday"));

/** Fill a format such as "{date_short} at {time}"; a token nobody documents stays as it is written. */
export function formatDate(epochSeconds, format, now = new Date()) {
  const date = new Date(epochSeconds * 1000);
  if (!Number.isFinite(date.getTime())) return null;
  const text = format.replace(/\{(\w+)\}/g, (token, name) => (DOCUMENTED.has(name) ? TOKENS[name](date, now) : token));
  // Slack begins a date that opens with "today" or "yesterday" with a capital.
  return format.startsWith("{")
    ? text.replace(/^(?:yesterday|today|tomorrow)/, (day) => day[0].toUpperCase() + day.slice(1))
    : text;
}

/** The whole moment in words, for tooltips. */
export function fullDate(epochSeconds) {
  return formatDate(epochSeconds, "{date_long} at {time_secs}") ?? "";
}

/** The label between two days of a conversation: Today, Yesterday, or the day. */
export function dayLabel(epochSeconds, now = new Date()) {
  return formatDate(epochSeconds, "{day_divider_pretty}", now) ?? "";
}

/** Whether two moments fall on the same day of the viewer. */
export function sameDay(firstSeconds, secondSeconds) {
  return daysApart(new Date(firstSeconds * 1000), new Date(secondSeconds * 1000)) === 0;
}
