using ParallelGzip;

using var signals = new ShutdownSignals();
return await ParallelGzipApp.RunAsync(args, Terminal.OfProcess(), signals);
