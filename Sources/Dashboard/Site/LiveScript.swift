/// The one script there is: it follows a run that is under way. Without it the page shows how far the run was when it was loaded.
enum LiveScript {
  static let text = """
    "use strict";
    (function () {
      var card = document.querySelector("[data-events]");
      if (!card || !window.EventSource) { return; }
      var bar = card.querySelector("progress");
      var status = card.querySelector("[role=status]");
      var spoken = 0;
      function show(name, words) {
        var place = card.querySelector("[data-live=" + name + "]");
        if (place && place.textContent !== String(words)) { place.textContent = String(words); }
      }
      function take(event) {
        var now = JSON.parse(event.data);
        // A screen reader is told at most every ten seconds.
        var time = Date.now();
        status.setAttribute("aria-live", time - spoken > 10000 ? "polite" : "off");
        if (time - spoken > 10000) { spoken = time; }
        show("judged", now.judged);
        show("artifacts", now.artifacts);
        show("answers", now.answers);
        if (now.last) { show("last", now.last + " " + now.outcome); }
        bar.max = Math.max(1, now.artifacts);
        bar.value = now.judged;
      }
      var source = new EventSource(card.getAttribute("data-events"));
      function end(event) {
        source.close();
        take(event);
        location.reload();
      }
      show("note", "This page follows the run.");
      source.addEventListener("progress", take);
      source.addEventListener("ended", end);
      source.addEventListener("stopped", end);
      window.addEventListener("pagehide", function () { source.close(); });
    })();

    """
}
