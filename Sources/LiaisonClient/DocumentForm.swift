import LiaisonSystem
import LiaisonText

/// A document with photos, as the API takes it: a form of a part `document` and a file `photos` for each (RFC 7578).
struct DocumentForm {
    let body: [UInt8]
    /// The media type, with the boundary.
    let contentType: String

    /// - Parameters:
    ///   - json: The document.
    ///   - photos: The photos' files.
    init(_ json: JSON, _ photos: [[UInt8]]) {
        // 128 random bits stand in no photo.
        let boundary = RandomBytes.hex(count: 16)
        var body: [UInt8] = []
        func begin(_ name: String, _ more: String = "") {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n".utf8
        }
        begin("document")
        body += json.bytes + Array("\r\n".utf8)
        for photo in photos {
            begin("photos", "; filename=\"photo\"")
            body += photo + Array("\r\n".utf8)
        }
        body += "--\(boundary)--\r\n".utf8
        self.body = body
        contentType = "multipart/form-data; boundary=\(boundary)"
    }
}
