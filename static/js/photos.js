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

// one after another: a phone has not the memory for all at once
async function allSmaller(files) {
  const made = [];
  for (const file of files) made.push(await smaller(file));
  return made;
}

for (const input of document.querySelectorAll("input[type=file][data-photos]")) {
  let work = null;
  input.addEventListener("change", () => {
    const made = allSmaller([...input.files]).then((files) => {
      if (work !== made) return; // others were chosen meanwhile
      const list = new DataTransfer();
      for (const file of files) list.items.add(file);
      input.files = list.files;
      work = null;
    });
    work = made;
  });
  input.form.addEventListener("submit", (event) => {
    if (!work) return; // nothing is being made smaller: the form goes as it would without a script
    const by = event.submitter;
    event.preventDefault();
    work.then(() => window.setTimeout(() => input.form.requestSubmit(by))); // a form cannot be sent while it is being sent
  });
}
