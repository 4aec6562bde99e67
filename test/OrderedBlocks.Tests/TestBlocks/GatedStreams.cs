namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// A delegate that makes streams whose every output stands at a gate: output n of item i, counted from 1, is i * 1000 + n. What is asked
/// for is written down (<see cref="Gate.Started"/>), and so is the end of each stream, however it comes.
/// </summary>
/// <param name="count">How many outputs an item has.</param>
public sealed class GatedStreams(Func<int, int> count)
{
    /// <summary>Where the outputs stand.</summary>
    public Gate Gate { get; } = new();

    /// <summary>The outputs that were asked for, oldest first.</summary>
    public int[] Asked => Gate.Started;

    /// <summary>The items whose streams were asked for their first output, in the order in which they were.</summary>
    public Log<int> Begun { get; } = new();

    /// <summary>The items whose streams have ended or were disposed of before their end, in the order in which they were.</summary>
    public Log<int> Ended { get; } = new();

    /// <summary>The delegate.</summary>
    public async IAsyncEnumerable<int> Run(int item)
    {
        Begun.Add(item);
        try
        {
            foreach (int output in Outputs(item, count(item)))
            {
                yield return await Gate.Run(output);
            }
        }
        finally
        {
            Ended.Add(item);
        }
    }

    /// <summary>The first so many outputs of an item.</summary>
    public static IEnumerable<int> Outputs(int item, int count) => Enumerable.Range((item * 1000) + 1, count);

    /// <summary>The outputs of these items, all of them.</summary>
    public IEnumerable<int> OutputsOf(params IEnumerable<int> items) => items.SelectMany(item => Outputs(item, count(item)));
}
