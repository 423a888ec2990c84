package io.roomcast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.roomcast.engineio.EngineServerBuilder;
import io.roomcast.internal.EngineIoServer;
import io.roomcast.internal.SocketIoServer;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the core. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.roomcast");

  @Test
  @DisplayName("the core depends on no network library")
  void noNetworkLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.nio.channels..")
                .or(resideInAPackage("java.net.http.."))
                .or(resideInAPackage("com.sun.net.httpserver.."))
                .or(nameMatching("java\\.net\\.(Server|Datagram|Multicast)?Socket"))
                .or(nameMatching("java\\.net\\.HttpURLConnection")))
        .check(CORE);
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "io.roomcast..", "com.google.gson..", "org.slf4j..", "org.jspecify..")
        .check(CORE);
  }

  @Test
  @DisplayName("what is exported knows no internals, but for the builders that make servers")
  void internals() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.roomcast.internal..")
        .and()
        .doNotBelongToAnyOf(ServerBuilder.class, EngineServerBuilder.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.roomcast.internal..")
        .check(CORE);
    noClasses()
        .that()
        .belongToAnyOf(ServerBuilder.class, EngineServerBuilder.class)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.roomcast.internal..")
                .and(
                    JavaClass.Predicates.belongToAnyOf(SocketIoServer.class, EngineIoServer.class)
                        .negate()))
        .check(CORE);
  }

  @Test
  @DisplayName("SEC-15 SEC-17 nothing here reads Java serialization")
  void serialization() {
    noClasses()
        .should()
        .dependOnClassesThat(
            nameMatching("java\\.io\\.(ObjectInput.*|Externalizable)|java\\.beans\\..*"))
        .check(CORE);
  }

  @Test
  @DisplayName("SEC-15 SEC-17 no class is looked up by its name, but the JDK's virtual threads")
  void classesByName() {
    Set<String> lookUp =
        CORE.stream()
            .filter(
                each -> each.getMethodCallsFromSelf().stream().anyMatch(ArchitectureTest::looksUp))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertThat(lookUp).containsExactly("io.roomcast.internal.concurrent.VirtualThreads");
  }

  private static boolean looksUp(JavaMethodCall call) {
    return (call.getTargetOwner().isEquivalentTo(Class.class) && call.getName().equals("forName"))
        || call.getName().matches("loadClass|findClass|defineClass");
  }

  @Test
  @DisplayName("Engine.IO knows no Socket.IO")
  void engine() {
    noClasses()
        .that()
        .resideInAnyPackage("io.roomcast.engineio..", "io.roomcast.internal.engineio..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.roomcast",
            "io.roomcast.spi.adapter..",
            "io.roomcast.spi.codec..",
            "io.roomcast.internal.socketio..",
            "io.roomcast.internal.json..")
        .check(CORE);
  }

  @Test
  @DisplayName("neither Socket.IO nor the codec knows HTTP or a connection")
  void packets() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.roomcast.internal.socketio..",
            "io.roomcast.internal.json..",
            "io.roomcast.spi.adapter..",
            "io.roomcast.spi.codec..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.roomcast.internal.http..")
                .or(
                    nameMatching(
                        "io\\.roomcast\\.spi\\.transport\\."
                            + "(Exchange|RequestHandler|Transport|WebSocket.*)")))
        .check(CORE);
  }

  @Test
  @DisplayName("the codec knows of Roomcast nothing but the SPI that it implements")
  void codec() {
    classes()
        .that()
        .resideInAPackage("io.roomcast.internal.json..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "com.google.gson..",
            "org.jspecify..",
            "io.roomcast.internal.json..",
            "io.roomcast.spi.codec..")
        .check(CORE);
  }

  @Test
  @DisplayName("there are no cycles of packages, but for those through the builders")
  void cycles() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles()
        .ignoreDependency(ServerBuilder.class, SocketIoServer.class)
        .ignoreDependency(EngineServerBuilder.class, EngineIoServer.class)
        .ignoreDependency(EngineServerBuilder.class, EngineIoServer.Settings.class)
        .check(CORE);
  }

  @Test
  @DisplayName("accessors are called by what they return")
  void names() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("io.roomcast.internal..")
        .should()
        .haveNameNotMatching("(get|set)[A-Z].*")
        .check(CORE);
  }
}
