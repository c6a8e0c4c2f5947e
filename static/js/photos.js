// Makes large pictures smaller on the device before they are sent, so that a slow network is no hurdle. Without this file, or
// where a browser cannot, the picture goes as it is, and the server makes it smaller.

const LONGEST_EDGE = 2000;
const SMALL_ENOUGH = 700 * 1024;
const QUALITY = 0.85;

async function smaller(file) {
  if (file.size <= SMALL_ENOUGH || !/^image\/(jpeg|png|webp|avif)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(1, Math.round(picture.width * share));
    sheet.height = Math.max(1, Math.round(picture.height * share));
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const made = await new Promise((done) => { sheet.toBlob(done, "image/jpeg", QUALITY); });
    return made && made.size < file.size ? new File([made], "picture.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server knows what to say about it
  }
}

for (const input of document.querySelectorAll("input[type=file][data-photos]")) {
  let work = Promise.resolve();
  input.addEventListener("change", () => {
    work = (async () => {
      const list = new DataTransfer();
      for (const file of input.files) list.items.add(await smaller(file));
      input.files = list.files;
    })();
  });
  input.form.addEventListener("submit", (event) => {
    const by = event.submitter;
    if (input.dataset.ready) return;
    event.preventDefault();
    work.finally(() => {
      input.dataset.ready = "1";
      input.form.requestSubmit(by);
    });
  });
}
