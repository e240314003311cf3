// Talking to the server: JSON in, JSON out, with the form's token.

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

function token() {
  return document.querySelector("#transcript-form [name=csrfmiddlewaretoken]")?.value || "";
}

async function answer(response, lost) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    body = {};
  }
  if (!response.ok || response.redirected) throw new Refusal(response.status, body.error || lost);
  return body;
}

/** Post JSON; throws Refusal with a sentence, or TypeError when there is no net. */
export async function post(url, data, lost = "", signal = undefined) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
    body: JSON.stringify(data),
    credentials: "same-origin",
    signal,
  });
  return answer(response, lost);
}

export async function get(url, lost = "") {
  return answer(await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" }), lost);
}
