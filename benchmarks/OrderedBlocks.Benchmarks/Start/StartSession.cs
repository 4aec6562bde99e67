using System.Diagnostics;
using System.Globalization;
using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Start;

/// <summary>Measures the first items of a process: each side in a process of its own, in turn.</summary>
internal sealed class StartSession(IReadOnlyList<int> sizes, int rounds)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public void Run(DirectoryInfo folder)
    {
        Table table = Screen.Table(
            "the first items of a process, ms: medians of processes of their own", "items", "OrderedTransformBlock", "TransformBlock");
        var csv = new Csv("items", "ours_ms", "dataflow_ms");
        foreach (int items in sizes)
        {
            var ours = new List<double>();
            var theirs = new List<double>();
            for (int round = 0; round < rounds; round++)
            {
                ours.Add(Measure(isOurs: true, items));
                theirs.Add(Measure(isOurs: false, items));
            }

            double our = Quartiles.Of(ours).Median;
            double their = Quartiles.Of(theirs).Median;
            table.AddRow(Format(items), Format(our), Format(their));
            csv.Add((double)items, our, their);
        }

        Screen.Line(Machine.Current.ToString());
        Screen.Write(table);
        csv.Write(folder, "start.csv");
    }

    private static string Format(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static double Measure(bool isOurs, int items)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(StartSession).Assembly.Location);
        }

        foreach (string argument in new[] { "start", "--once", isOurs ? "ours" : "dataflow", "--items", Format(items) })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new MeasurementException("The process could not be started.");
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(s_patience) || process.ExitCode != 0)
        {
            throw new MeasurementException($"{items} items did not come through a process of their own.");
        }

        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
