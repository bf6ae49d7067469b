// The organiser's desk: the list of lists stands open from the first moment, if it is to be open.
// Django's own script opens it once the page is there, and moves all that one has begun to read.
(function () {
  "use strict";
  var main = document.getElementById("main");
  var open = null;
  try {
    open = localStorage.getItem("django.admin.navSidebarIsOpen");
  } catch (refused) {
    // without a memory it is open
  }
  if (main) main.classList.toggle("shifted", open !== "false");
})();
