/// Functions of Go that answer requests.
enum GoHandlers {
  /// What their parameters hold, by the standard library and the usual frameworks.
  static let parameters = Pattern.fixed(
    #"http\.ResponseWriter|\*?gin\.Context|echo\.Context|\*?fiber\.Ctx|\*fasthttp\.RequestCtx"#)
}
