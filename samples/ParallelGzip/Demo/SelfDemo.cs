using System.Globalization;
using ParallelGzip.Pipeline;

namespace ParallelGzip.Demo;

/// <summary>
/// Compresses the framework folder with a serial loop and with the two blocks, in turn, reads every result back, and
/// prints the medians.
/// </summary>
internal static class SelfDemo
{
    private const int Rounds = 3;

    // A slow machine measures fewer rounds rather than keep its user waiting.
    private const double SecondsToMeasure = 30;

    public static async Task RunAsync(Settings settings, Stream output, CancellationToken token)
    {
        await using var writer = new StreamWriter(output, leaveOpen: true) { AutoFlush = true };
        FrameworkTar tar = await FrameworkTar.PackAsync(token);
        await writer.WriteLineAsync(Format(
            $"{tar.Folder}: {tar.Files} files, {ByteSize.Megabytes(tar.Bytes.Length)} as tar"));
        await writer.WriteLineAsync(Format(
            $"level {settings.Level}, blocks of {settings.BlockSize / 1024.0:0.#} KiB, {settings.Parallelism} at a time"));

        Trial[] trials = [.. Enum.GetValues<Engine>().Select(engine => new Trial(engine, tar.Bytes, settings))];
        try
        {
            await MeasureAsync(writer, trials, tar.Bytes.Length, token);
        }
        finally
        {
            Array.ForEach(trials, trial => trial.Dispose());
        }
    }

    private static async Task MeasureAsync(StreamWriter writer, Trial[] trials, int length, CancellationToken token)
    {
        double roundSeconds = await RunRoundAsync(trials, isMeasured: false, token);
        int rounds = (int)Math.Clamp(SecondsToMeasure / roundSeconds, 1, Rounds);
        for (int round = 0; round < rounds; round++)
        {
            await RunRoundAsync(trials, isMeasured: true, token);
        }

        await WriteTableAsync(writer, trials, length, rounds);
        if (trials.Any(trial => !trial.IsVerified))
        {
            throw new UserErrorException("an archive was not read back to the bytes it was made from");
        }
    }

    private static async Task<double> RunRoundAsync(Trial[] trials, bool isMeasured, CancellationToken token)
    {
        double seconds = 0;
        foreach (Trial trial in trials)
        {
            seconds += await trial.RunAsync(isMeasured, token);
        }

        return seconds;
    }

    private static async Task WriteTableAsync(StreamWriter writer, Trial[] trials, int length, int rounds)
    {
        await writer.WriteLineAsync();
        await writer.WriteLineAsync(Format($"{"engine",-22}{"seconds",9}{"MB/s",9}{"ratio",8}{"speed-up",10}  read back"));
        foreach (Trial trial in trials)
        {
            double seconds = trial.MedianSeconds;
            double speedUp = trials[0].MedianSeconds / seconds;
            string verified = trial.IsVerified ? "verified" : "DIFFERENT";
            await writer.WriteLineAsync(Format(
                $"{trial.Engine,-22}{seconds,9:F2}{length / 1e6 / seconds,9:F1}{trial.Ratio,8:F2}{speedUp,9:F2}x  {verified}"));
        }

        await writer.WriteLineAsync();
        await writer.WriteLineAsync(Format($"Medians of {rounds} rounds after one to warm up; the engines take turns."));
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
