// The page's side of the contract with the simulator: JSON over HTTP and a stream of changes.

const GONE = "The sandbox did not answer. Is it still running?";

async function answerOf(request) {
  try {
    const response = await request;
    return await response.json();
  } catch {
    // A stopped server, a cut connection and a body that is no JSON are one thing to whoever looks at the page.
    return { ok: false, error: GONE };
  }
}

function query(path, parameters) {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return `${path}?${new URLSearchParams(pairs)}`;
}

/** GET a page resource; an object with `ok: false` when the sandbox is away. */
export function get(path, parameters = {}) {
  return answerOf(fetch(query(`/page/${path}`, parameters), { cache: "no-store" }));
}

/** POST an action; always answers {ok, error?, …} and never throws. */
export function post(path, body) {
  return answerOf(
    fetch(`/page/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/**
 * Listen to one person's changes; answers a function that stops listening.
 *
 * onChange gets {kinds, channel}; onConnection gets true after each (re)connection, when everything must be read
 * again since changes in between are not repeated, and false when the stream is lost.
 */
export function listen(person, { onChange, onConnection }) {
  let source = null;
  let timer = null;
  const open = () => {
    source = new EventSource(query("/page/events", { as: person }));
    source.addEventListener("open", () => onConnection(true));
    source.addEventListener("change", (event) => onChange(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      onConnection(false);
      // The browser retries a cut stream by itself, but gives up on one that was refused.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 1000);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
