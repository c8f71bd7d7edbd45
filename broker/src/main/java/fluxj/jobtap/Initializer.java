package fluxj.jobtap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/// Marks the method that comes before all others and may set fields which the constructor has not;
/// NullAway looks for this name.
@Target(ElementType.METHOD)
@interface Initializer {}
