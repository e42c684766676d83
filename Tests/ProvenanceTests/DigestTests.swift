import Provenance
import Testing

struct DigestTests {
  @Test func `the digest of abc is the one FIPS 180-4 publishes`() {
    let published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(Digest.sha256("abc") == published)
    #expect(Digest.sha256([UInt8]("abc".utf8)) == published)
    #expect(Digest.sha256([UInt8]("xabcx".utf8)[1..<4]) == published)
    #expect(Digest.sha256("abc".utf8.lazy.map { $0 }) == published)
  }

  @Test func `the digest of nothing is known too`() {
    #expect(Digest.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test(arguments: [
    "", "abc", String(repeating: "G", count: 64), String(repeating: "A", count: 64), "../../etc/passwd",
  ])
  func `what is not 64 lower-case hexadecimal digits is no digest`(text: String) {
    #expect(!Digest.isDigest(text))
    #expect(Digest.isDigest(Digest.sha256(text)))
  }
}
