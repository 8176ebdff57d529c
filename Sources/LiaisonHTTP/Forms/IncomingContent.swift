/// The content of one request while it arrives: plain bytes, or a form in parts.
final class IncomingContent {
    private var bytes: [UInt8] = []
    private var form: MultipartForm?
    /// How many bytes have come.
    private(set) var count = 0

    /// Content that is taken as a form, or as plain bytes where there is none.
    init(form: MultipartForm?) { self.form = form }

    /// Takes the next piece.
    func receive(_ piece: UnsafeRawBufferPointer) {
        count += piece.count
        if form == nil {
            bytes.append(contentsOf: piece)
        } else {
            form?.receive(piece)
        }
    }

    /// Ends the content.
    ///
    /// - Parameter isCut: Whether more would have come than is allowed.
    /// - Returns: The bytes, or the form's fields.
    func finish(isCut: Bool) -> (bytes: [UInt8], form: FormFields?) { (bytes, form?.finish(isCut: isCut)) }
}
