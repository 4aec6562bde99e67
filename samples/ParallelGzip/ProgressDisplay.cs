using ParallelGzip.Files;
using Spectre.Console;

namespace ParallelGzip;

/// <summary>A progress bar on standard error, or none. The work reports how many bytes it has read since it last did.</summary>
internal static class ProgressDisplay
{
    public static Task RunAsync(InputFile input, bool isVisible, Func<IProgress<long>, Task> work) =>
        isVisible ? ShowAsync(input, work) : work(new NoProgress());

    private static Task ShowAsync(InputFile input, Func<IProgress<long>, Task> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(Path.GetFileName(input.Name)), maxValue: input.Length ?? 1);
                task.IsIndeterminate = input.Length is null;
                return work(new TaskProgress(task, input.Length));
            });
    }

    private sealed class TaskProgress(ProgressTask task, long? length) : IProgress<long>
    {
        private double _read;

        public void Report(long value)
        {
            _read += value;

            // A pipe has no length, and a file may grow while it is read: the bar is then full, and the count goes on.
            if (length is null || _read > length)
            {
                task.MaxValue = Math.Max(1, _read);
            }

            task.Value = _read;
        }
    }
}
