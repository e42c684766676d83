/// The texts of the files that `moe-judge init` writes and that are not copies of shipped ones.
enum ScaffoldTexts {
  static func configuration(isSingleVendor: Bool, records: String?) -> String {
    let profile = isSingleVendor ? "single_vendor" : "standard"
    return """
      # How moe-judge judges here. Every key is optional: 'moe-judge schema configuration' describes them all and
      # 'moe-judge validate' checks this file. Keys of providers come from the environment, never from a file.

      panel:
        # standard: at least three model families, no model over 40 % of the weight.
        # single_vendor: one family may hold every seat, and every judgment says so.
        profile: \(profile)

      consensus:
        # The share of the seats' weight that a verdict needs.
        threshold: "2/3"
        # Whether a verified critical finding decides alone.
        veto: true

      gate:
        # The mildest outcome that exits 1: fail or conditional.
        fail_on: fail

      # Generate rubrics from the decision records at each run, instead of once by 'moe-judge rubrics generate'.
      # adr_dir: \(records ?? "adrs")

      # Other servers, or other addresses of known providers.
      # providers:
      #   workshop:
      #     base_url: http://127.0.0.1:8000/v1

      """
  }

  /// Proposed, so that no rubric is generated from it until the team has made it its own.
  static let record = """
    # 1. Record decisions

    ## Status

    Proposed

    ## Context

    Decisions that bind the code are known to those who were there. moe-judge judges by what is written down: it reads these
    records, takes out what they demand (must, must not, should, may) and makes rubrics of it.

    ## Decision

    Every decision that constrains the code MUST be written as a record in this folder.

    ## Consequences

    Set the status to Accepted to judge by this record, then run
    `moe-judge rubrics generate --adr-dir adrs --output rubrics/generated`.

    """

  static let ignoreFile = """
    # What moe-judge neither judges nor sends to a model, in the syntax of .gitignore. Coverage names it as skipped.
    # node_modules/
    # vendor/
    # *.min.js
    # fixtures/patients/
    #
    # Where no judge reads a kind of file, a change of such files alone is inconclusive and ends with 3. Name here what needs no judge:
    # lock files,
    # *.lock
    # *-lock.json
    # go.sum
    # the files of a documentation site,
    # mkdocs.yml
    # docs/**/*.html
    # docs/**/*.css
    # and assets.
    # assets/
    # *.svg
    # *.css

    """
}
