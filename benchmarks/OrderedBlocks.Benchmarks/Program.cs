using System.CommandLine;
using OrderedBlocks.Benchmarks;
using OrderedBlocks.Benchmarks.Commands;
using OrderedBlocks.Benchmarks.Support;

// BenchmarkDotNet reads its options itself; all but what asks for this program's help is its own
bool isHelp = args is [] or ["-h" or "-?" or "--help" or "--version", ..];
if (!isHelp && (args[0] == MicroCommand.Name || args[0].StartsWith('-')))
{
    return MicroCommand.Run(args[0] == MicroCommand.Name ? args[1..] : args);
}

_ = Neighbours.Share();
try
{
    return BenchmarkCommand.Create()
        .Parse(args is [] ? ["--help"] : args)
        .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is MeasurementException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
