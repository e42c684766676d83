internal import Reports

/// A page before what stands around all of them.
struct SitePage: Sendable {
  let place: Place
  /// Of the page alone; the frame adds the program's name.
  let title: String
  /// The pages above it, from the section on; none for a section's own page.
  var trail: [(name: String, place: Place)] = []
  /// Whether it belongs to no section, as a page that tells of an error.
  var standsApart = false
  /// What stands in `main`, beginning with the page's only `h1`.
  let body: HTML
  /// The run whose progress the page follows while it is under way; nil for none.
  var follows: String?
}
