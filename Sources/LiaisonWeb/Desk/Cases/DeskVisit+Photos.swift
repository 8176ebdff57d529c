import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonPhotos
import LiaisonSystem
import LiaisonWording

// Photos of cases and entries, shown within a page or saved.
extension DeskVisit {
    /// `GET /desk/cases/<number>/photos/<index>`.
    func photo(_ index: Int, of number: CaseNumber) throws(SiteError) -> Response {
        let found = try SiteError.reading { () throws(SystemError) -> (bytes: [UInt8], StoredPhoto)? in
            guard let file = try view.caseFile(number), file.photos.indices.contains(index - 1),
                let bytes = try view.ledger.photos.read(file.photos[index - 1])
            else { return nil }
            return (bytes, file.photos[index - 1])
        }
        guard let (bytes, stored) = found else { return arrival.notFound }
        return photo(
            bytes, stored.photo, named: "\(number)-\(index)", route: "/desk/cases/:number/photos/:index")
    }

    /// The photos of a page, each with the way to save it.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - path: Where they are, by their numbers.
    /// - Returns: The pictures.
    func photoRows(_ count: Int, at path: String) -> Markup {
        var markup: Markup = ""
        for index in 0..<count {
            let place = "\(path)/\(index + 1)"
            markup += """
                <p><a href="\(place)"><img src="\(place)" alt="\(words("desk.case.photo", ["index": "\(index + 1)"]))" \
                loading="lazy"></a>
                <p class="screen"><a href="\(place)?save=yes">\(words("desk.case.photo.save"))</a>

                """
        }
        return markup
    }

    /// A photo: shown in the page, or saved where that is asked for.
    func photo(_ bytes: [UInt8], _ photo: Photo, named name: String, route: StaticString) -> Response {
        let disposition = request.queryValue("save") == nil ? "inline" : "attachment"
        return Response.photo(bytes, photo, named: name, disposition, route: route) ?? arrival.notFound
    }
}
