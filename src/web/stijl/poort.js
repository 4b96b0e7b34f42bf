// What makes pages more pleasant where scripts run. Every page does all it is for without.
"use strict";

// A file that is dropped on a form is the file of that form.
for (const formulier of document.querySelectorAll("form[data-neerzetten]")) {
  const bestand = formulier.querySelector("input[type=file]");
  formulier.addEventListener("dragover", (gebeurtenis) => {
    gebeurtenis.preventDefault();
    formulier.classList.add("boven");
  });
  formulier.addEventListener("dragleave", () => formulier.classList.remove("boven"));
  formulier.addEventListener("drop", (gebeurtenis) => {
    formulier.classList.remove("boven");
    if (gebeurtenis.dataTransfer.files.length === 0) return;
    gebeurtenis.preventDefault();
    bestand.files = gebeurtenis.dataTransfer.files;
    bestand.focus();
  });
}
