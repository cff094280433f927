// Copies the address of a story. Without this script, or where browsers do not let pages copy (on an address
// without https), there is no button and the links beside it work as ever.

for (const button of navigator.clipboard ? document.querySelectorAll(".share button") : []) {
  const status = button.closest(".share").querySelector("[role=status]");
  button.closest("li").hidden = false;
  button.addEventListener("click", async () => {
    const { address, copied, failed } = button.dataset;
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(address);
      status.textContent = copied;
    } catch {
      status.textContent = failed;
    }
  });
}
