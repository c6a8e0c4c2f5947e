// The marker on the map: moved by pressing, dragging and the arrow keys. Every page works without this file: then the buttons
// and the picture send the form. Nothing about the place goes anywhere but to this site, and never in an address.

const LAT_METRES = 110574;
const LON_METRES = 111320;
const WIDTH = 576;
const HEIGHT = 480;
const STEP = WIDTH / 16;
const EDGE = STEP;
const KEYS = { ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east" };
const WAYS = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] };

const form = document.querySelector("[data-mark]")?.closest("form");
let asking = 0;

function figure() {
  return form.querySelector("[data-mark]");
}

function field(name) {
  return form.elements.namedItem(name);
}

// units of the drawing for a degree, as the server has them
function units(at) {
  const scale = WIDTH / Number(at.dataset.span);
  const squeeze = Math.max(Math.cos((Number(at.dataset.lat) * Math.PI) / 180), 0.01);
  return [LON_METRES * squeeze * scale, LAT_METRES * scale];
}

function pin() {
  const [lat, lon] = [field("pin_lat").value, field("pin_lon").value];
  if (!lat || !lon) return [WIDTH / 2, HEIGHT / 2];
  const at = figure();
  const [across, down] = units(at);
  return [WIDTH / 2 + (lon - at.dataset.lon) * across, HEIGHT / 2 - (lat - at.dataset.lat) * down];
}

function put(x, y) {
  const at = figure();
  const [across, down] = units(at);
  const lat = Number(at.dataset.lat) - (y - HEIGHT / 2) / down;
  const lon = Number(at.dataset.lon) + (x - WIDTH / 2) / across;
  field("pin_lat").value = Math.max(-90, Math.min(90, lat)).toFixed(6);
  field("pin_lon").value = Math.max(-180, Math.min(180, lon)).toFixed(6);
  field("pin_moved").value = "1";
  const mark = at.querySelector("[data-pin]");
  mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  mark.setAttribute("visibility", "visible");
  window.clearTimeout(asking);
  asking = window.setTimeout(say, 350);
}

async function say() {
  const at = figure();
  const body = new URLSearchParams({
    lat: field("pin_lat").value,
    lon: field("pin_lon").value,
    csrfmiddlewaretoken: field("csrfmiddlewaretoken").value,
  });
  try {
    const answer = await fetch(at.dataset.near, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) return;
    const { words } = await answer.json();
    const says = at.querySelector("[data-says]");
    says.textContent = `${says.dataset.start} ${words}.`;
  } catch {
    // no network: the marker stands where it was put, and the server says where that is on the next page
  }
}

// The form goes to the server as it would without a script, and only the map of the answer is taken.
async function redraw(name, value) {
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  const held = document.activeElement;
  const press = held && held.classList.contains("mark__press");
  const answer = await fetch(window.location.pathname + window.location.search, { method: "POST", body, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-mark]");
  if (!fresh) return form.submit();
  figure().replaceWith(document.adoptNode(fresh));
  wake();
  const next = press ? shown() : form.querySelector(`[name="${CSS.escape(held?.name || "")}"][value="${CSS.escape(held?.value || "")}"]`);
  next?.focus({ preventScroll: true });
}

function shown() {
  return [...figure().querySelectorAll(".mark__press")].find((one) => one.offsetParent !== null);
}

function move(way) {
  const [x, y] = pin();
  const [across, down] = WAYS[way];
  const [toX, toY] = [x + across * STEP, y + down * STEP];
  put(toX, toY);
  const isOver = toX < EDGE || toY < EDGE || toX > WIDTH - EDGE || toY > HEIGHT - EDGE;
  if (isOver) redraw("look", "here");
}

function place(event) {
  const box = figure().querySelector("[data-map]").getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * WIDTH;
  const y = ((event.clientY - box.top) / box.height) * HEIGHT;
  return [Math.max(0, Math.min(WIDTH, x)), Math.max(0, Math.min(HEIGHT, y))];
}

// Dragging begins on the marker itself, so that a finger anywhere else still scrolls the page.
function follow(mark) {
  let held = false;
  mark.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    held = true;
    mark.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  mark.addEventListener("pointermove", (event) => {
    if (held && event.isPrimary) put(...place(event));
  });
  for (const over of ["pointerup", "pointercancel"]) mark.addEventListener(over, () => { held = false; });
}

function locate() {
  const says = figure().querySelector("[data-locate-says]");
  says.hidden = false;
  says.textContent = says.dataset.wait;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      says.hidden = true;
      field("pin_lat").value = coords.latitude.toFixed(6);
      field("pin_lon").value = coords.longitude.toFixed(6);
      field("pin_moved").value = "1";
      redraw("show", "1");
    },
    () => { says.textContent = says.dataset.no; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

function wake() {
  const at = figure();
  at.classList.add("is-live");
  at.querySelector("[data-script]").hidden = false;
  const button = at.querySelector("[data-locate]");
  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", locate);
  follow(at.querySelector("[data-pin]"));
  at.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("mark__press") || !(event.key in KEYS)) return;
    event.preventDefault();
    move(KEYS[event.key]);
  });
  at.addEventListener("click", (event) => {
    const pressed = event.target.closest("button, input[type=image]");
    if (!pressed || pressed.type === "button") return;
    event.preventDefault();
    if (pressed.name === "move") move(pressed.value);
    else if (pressed.type !== "image") redraw(pressed.name, pressed.value);
    else if (event.detail === 0) redraw("look", "closer"); // pressed by the keyboard
    else put(...place(event));
  });
}

if (form) wake();
