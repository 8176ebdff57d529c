import LiaisonCases
import LiaisonHTTP
import LiaisonJournal
import LiaisonSystem

/// The photos of one sending: those that waited for its form, and those that came with it. All of them wait until what
/// they belong to is stored.
struct PhotoIntake {
    let photos: [IncomingPhoto]
    /// What has to be put right.
    let problems: [FormProblem]
    /// Whether all are there that the page showed as kept.
    let areComplete: Bool

    /// Takes them in; blocks on the disk.
    ///
    /// - Parameters:
    ///   - form: What came.
    ///   - nonce: The form's nonce, decoded.
    ///   - client: Who sent it.
    ///   - handler: Where photos wait and go.
    ///   - isSizeKnown: Whether files of a size that none may have have been named already.
    init(
        _ form: ChosenPhotos, for nonce: [UInt8], of client: ClientAddress, by handler: PublicHandler,
        isSizeKnown: Bool = false
    ) {
        let (kept, now) = (handler.kept, handler.site.clock.now)
        if form.dropsKept { kept.drop(nonce) }
        let isWanted = form.shown > 0 && !form.dropsKept
        let before = isWanted ? kept.photos(for: nonce, at: now).filter(\.isWaiting) : []
        let uploads = PhotoUploads(form.uploads, into: handler.site.ledger.photos, isSizeKnown: isSizeKnown)
        // Chosen once more because somebody thought it lost, a photo is still one.
        let known = Set(before.map(\.photo.hash))
        var photos = before + uploads.photos.filter { !known.contains($0.photo.hash) }
        var problems = uploads.problems
        let limit = FormLimits().files
        if photos.count > limit {
            problems.append(.photosTooMany(limit: limit))
            photos = before
        }
        _ = kept.keep(photos, for: nonce, of: client, at: now)
        (self.photos, self.problems) = (photos, problems)
        areComplete = !isWanted || before.count >= form.shown
    }
}

/// What a form says of photos.
struct ChosenPhotos: Sendable {
    /// Those that came with it.
    let uploads: [FormFile]
    /// How many photos of an earlier attempt the page showed as kept.
    let shown: Int
    /// Whether those aren't wanted any more.
    let dropsKept: Bool
    /// Whether the form came as it was sent: of one that was cut short no photo can be kept.
    let isWhole: Bool

    init(_ fields: LiaisonHTTP.FormFields) {
        uploads = fields.files
        let shown = fields[FormPage.keptField].flatMap { Int($0) } ?? 0
        self.shown = min(max(0, shown), FormLimits().files)
        dropsKept = fields[FormPage.dropField] == "yes"
        isWhole = fields.error == nil
    }

    /// Whether there is anything to take in.
    var isEmpty: Bool { uploads.isEmpty && shown == 0 }

    /// Whether photos go along, as far as the page knew.
    var isAny: Bool { !uploads.isEmpty || (shown > 0 && !dropsKept) }

    /// The bytes that came.
    var byteCount: Int { uploads.reduce(0) { $0 + $1.count } }

    /// What was typed, with what the page that goes back has to say of photos.
    ///
    /// - Parameters:
    ///   - values: What was typed.
    ///   - kept: How many photos wait for the page.
    ///   - problems: What is told of single photos, which need not be chosen again then.
    /// - Returns: The values to show.
    func values(_ values: FormValues, kept: Int, told problems: Int) -> FormValues {
        var values = values
        values.keptPhotos = kept
        if kept > 0 { values.hadPhotos = kept + problems < (dropsKept ? 0 : shown) + uploads.count }
        return values
    }
}
