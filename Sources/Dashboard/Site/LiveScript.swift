/// The one script there is: it follows a run that is under way. Without it the page shows how far the run was when it was loaded.
enum LiveScript {
  static let text = """
    "use strict";

    """
}
