/// What a service is written against: its context, its life, its log. Layer 2. Read [Service] and
/// [ServiceContext] first.
@NullMarked
package fluxj.service;

import org.jspecify.annotations.NullMarked;
