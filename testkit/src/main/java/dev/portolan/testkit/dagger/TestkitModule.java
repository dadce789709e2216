package dev.portolan.testkit.dagger;

import dagger.Module;

/** Contributes what this module makes to a Dagger component. */
@Module
public interface TestkitModule {}
