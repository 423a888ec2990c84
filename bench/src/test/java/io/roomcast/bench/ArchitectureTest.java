package io.roomcast.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the bench. */
class ArchitectureTest {
  private static final JavaClasses BENCH =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.roomcast.bench");

  @Test
  @DisplayName("there are no cycles of packages")
  void cycles() {
    SlicesRuleDefinition.slices()
        .matching("io.roomcast.bench.(*)..")
        .should()
        .beFreeOfCycles()
        .check(BENCH);
  }

  @Test
  @DisplayName("the load generator and the limits know no server, and no server knows the load")
  void apart() {
    noClasses()
        .that()
        .resideInAnyPackage("..bench.load..", "..bench.limit..", "..bench.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..bench.server..", "io.roomcast", "io.roomcast.spi..", "io.netty..")
        .check(BENCH);
    noClasses()
        .that()
        .resideInAnyPackage("..bench.server..", "..bench.limit..", "..bench.console..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..bench.load..", "..bench.run..", "..bench.process..")
        .check(BENCH);
  }
}
