public import YAMLFiles

extension Schema {
  /// What a file of rubrics/ may hold, hand-written or generated.
  public static let rubric = Schema.object([
    .init("id", .string(.identifier), required: true, "the name by which panels and merges call it"),
    .init("name", .string(.nonEmpty), required: true, "how reports call it"),
    .init("description", .string(.nonEmpty), "what it is for, told to its readers"),
    .init("dimensions", .list(of: dimension, minimum: 1), required: true, "what is judged"),
  ])

  /// One entry of a rubric's `dimensions`.
  public static let dimension = Schema.object([
    .init("id", .string(.identifier), required: true, "unique in the rubric"),
    .init("name", .string(.nonEmpty), required: true, "how reports call it"),
    .init("description", .string(.nonEmpty), required: true, "what is judged, in a sentence or two"),
    .init(
      "level", .choice(["MUST", "MUST_NOT", "SHOULD", "SHOULD_NOT", "MAY"]), "how binding it is; SHOULD if missing"),
    .init("scale", .choice(["1-3", "pass_fail"]), "1-3 if missing"),
    .init("weight", .integer(1...1_000_000), "relative to the others; by level if missing: 5, 3, 1"),
    .init(
      "score_descriptions", scores, required: true, "what each score looks like: 1, 2, 3, or 1 and 3 for pass_fail"),
    .init(
      "checks", .list(of: check, minimum: 1), required: true, "questions with the answer yes, no or not applicable"),
    .init("applicability", applicability, "the artifacts it concerns; all if missing"),
    .init("personas", .list(of: .string(.identifier)), "the personas that claim it; every one if missing"),
    .init("terms", .list(of: .string(.nonEmpty)), "the technical terms it is about"),
    .init("clause", clause, "the decision record's clause it comes from"),
  ])

  private static let scores = Schema.object([
    .init("1", .string(.nonEmpty), required: true, "violated"),
    .init("2", .string(.nonEmpty), "met with reservations"),
    .init("3", .string(.nonEmpty), required: true, "met"),
  ])

  private static let check = Schema.object([
    .init("id", .string(.identifier), required: true, "unique in the dimension"),
    .init("question", .string(.nonEmpty), required: true, "yes is good"),
    .init("required", .boolean, "whether a no alone brings the score to 1; false if missing"),
  ])

  private static let applicability = Schema.object([
    .init("kinds", .list(of: .choice(RubricFile.kinds)), "kinds of artifact; all if empty"),
    .init("globs", .list(of: .string(.nonEmpty)), "path patterns with *, ** and ?; all if empty"),
  ])

  private static let clause = Schema.object([
    .init("adr", .string(.nonEmpty), required: true, "the record's id"),
    .init("path", .string(.nonEmpty), required: true, "the record's file"),
    .init("section", .string(), required: true, "the headings above it"),
    .init("line", .integer(1...10_000_000), required: true, "where it starts"),
    .init("end_line", .integer(1...10_000_000), required: true, "where it ends"),
    .init("text", .string(.nonEmpty), required: true, "as written"),
    .init("sha256", .string(.nonEmpty), required: true, "of the text with white space folded"),
  ])
}
