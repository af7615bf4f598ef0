// Shows which files were chosen, and takes those that are dropped.

for (const place of document.querySelectorAll("[data-drop]")) {
  const input = place.querySelector("input[type=file]");
  const names = place.querySelector("[data-names]");
  const nothing = names.textContent;

  input.addEventListener("change", () => {
    const chosen = [...input.files].map((file) => file.name);
    names.textContent = chosen.join(", ") || nothing;
  });
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
}
