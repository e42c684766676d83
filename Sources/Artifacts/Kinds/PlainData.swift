/// Files that are plainly no source, so that nothing is missed when they are not judged.
enum PlainData {
  private static let extensions: Set<String> = {
    let groups = [
      "png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd", "ttf otf woff woff2 eot",
      "zip gz tgz bz2 xz zst 7z rar tar jar war ear whl nupkg deb rpm apk dmg iso cab",
      "mp3 mp4 m4a mov avi mkv webm wav ogg flac", "pdf doc docx xls xlsx ppt pptx odt ods odp",
      "o a so dylib dll exe obj lib class pyc pyo wasm pdb", "sqlite sqlite3 db parquet avro npy npz onnx safetensors",
      "gguf bin dat mo der p12 pfx jks keystore ds_store",
    ]
    return Set(groups.flatMap { $0.split(separator: " ").map(String.init) })
  }()

  /// How the files of these kinds begin.
  private static let beginnings: [[UInt8]] = [
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],  // PNG
    [0xFF, 0xD8, 0xFF], Array("GIF87a".utf8), Array("GIF89a".utf8),
    Array("wOFF".utf8), Array("wOF2".utf8), [0x00, 0x01, 0x00, 0x00, 0x00], Array("OTTO".utf8),
    [0x50, 0x4B, 0x03, 0x04], [0x1F, 0x8B, 0x08], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
    [0x28, 0xB5, 0x2F, 0xFD], Array("%PDF-".utf8), Array("SQLite format 3\0".utf8),
    [0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE], [0x00, 0x61, 0x73, 0x6D],
  ]

  /// - Parameters:
  ///   - bytes: the beginning of the content; nil where it was not read.
  ///
  /// A name that tells a language outweighs every content, and a line that names an interpreter outweighs every name.
  static func isPlain(path: String, bytes: [UInt8]?) -> Bool {
    if bytes?.starts(with: Array("#!".utf8)) == true { return false }
    let name = (path.split(separator: "/").last ?? "").lowercased()
    if let dot = name.lastIndex(of: "."), extensions.contains(String(name[name.index(after: dot)...])) { return true }
    guard let bytes, FileName(path).language == nil else { return false }
    return beginnings.contains { bytes.starts(with: $0) }
  }
}
