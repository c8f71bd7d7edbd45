/// The `content-files` module: a backing store of the content service that keeps each blob in a
/// file (spec services 1.1). Layer 4. Read [ContentFilesProtocol], then `BlobFolder`.
@NullMarked
package fluxj.services.contentfiles;

import org.jspecify.annotations.NullMarked;
