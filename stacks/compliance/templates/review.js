const items = [...document.querySelectorAll("#items > .item")];
const words = document.getElementById("words");
const filters = [...document.querySelectorAll("[data-filter]")];
const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
const show = () => {
  const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const fits =
      sought.every((word) => texts.get(item).includes(word)) &&
      filters.every((each) => !each.value || item.dataset[each.dataset.filter].split(" ").includes(each.value));
    item.hidden = !fits;
    shown += fits;
  }
  document.getElementById("count").textContent = shown === items.length ? `${shown} findings` : `${shown} of ${items.length} findings`;
};
const follow = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.hidden) {
    words.value = "";
    for (const each of filters) each.value = "";
    show();
  }
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
};
words.addEventListener("input", show);
for (const each of filters) each.addEventListener("change", show);
addEventListener("hashchange", follow);
follow();
