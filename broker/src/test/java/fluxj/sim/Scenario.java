package fluxj.sim;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test that is given a [Sim] and runs once for each seed: a few of them, or those that
/// `-Dfluxj.seeds` names. At its end all is healed and every request must have had its answer.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioRuns.class)
public @interface Scenario {
    /// How many seeds it runs over when nobody asks for others.
    int seeds() default 3;

    /// Whether it is so large that it runs over the first seed only, with messages as they are.
    boolean large() default false;
}
