package dev.portolan.http.dagger;

import dagger.Module;

/** Contributes what this module makes to a Dagger component. */
@Module
public interface HttpModule {}
