// Passkeys: asks the site for a challenge, the device for an answer, and sends the answer with the form around the button.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const part = (name) => form.querySelector(`[data-passkey-${name}]`);
  const able = Boolean(window.webauthnJSON && window.webauthnJSON.supported());
  part("scriptless").hidden = true;
  part(able ? "able" : "unable").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    part("failed").hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      part("failed").hidden = false;
    }
  });
}

async function answer(form) {
  const purpose = form.dataset.passkey;
  const asked = new FormData(form);
  asked.set("purpose", purpose);
  const response = await fetch(form.dataset.challenge, { method: "POST", body: asked, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error("no challenge");
  const options = await response.json();
  if (purpose !== "add") return window.webauthnJSON.get(options);
  const alone = form.elements.passwordless;
  const wanted = options.publicKey.authenticatorSelection;
  wanted.residentKey = alone && alone.checked ? "required" : "discouraged";
  wanted.requireResidentKey = Boolean(alone && alone.checked);
  if (wanted.requireResidentKey) wanted.userVerification = "required";
  return window.webauthnJSON.create(options);
}
