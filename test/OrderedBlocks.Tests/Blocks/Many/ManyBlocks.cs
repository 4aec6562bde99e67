using System.Runtime.CompilerServices;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>Makes blocks whose items have several outputs, of each form of delegate.</summary>
internal static class ManyBlocks
{
    public static IEnumerable<DelegateShape> Shapes => Enum.GetValues<DelegateShape>();

    /// <summary>A block that does the same whatever the form. The asynchronous ones end late now and then.</summary>
    public static OrderedTransformManyBlock<int, int> Create(
        DelegateShape shape,
        Func<int, IEnumerable<int>> outputs,
        ExecutionDataflowBlockOptions options) => shape switch
        {
            DelegateShape.Enumerable => new(outputs, options),
            DelegateShape.Task => new(item => Late(outputs, item), options),
            DelegateShape.ValueTask => new((item, _) => new ValueTask<IEnumerable<int>>(Late(outputs, item)), options),
            DelegateShape.AsyncEnumerable => new(item => OneByOne(outputs(item)), options),
            _ => new((item, token) => OneByOne(outputs(item), token), options),
        };

    private static async Task<IEnumerable<int>> Late(Func<int, IEnumerable<int>> outputs, int item)
    {
        if (item % 3 == 1)
        {
            await Task.Yield();
        }

        return outputs(item);
    }

    public static async IAsyncEnumerable<int> OneByOne(
        IEnumerable<int> outputs,
        [EnumeratorCancellation] CancellationToken token = default)
    {
        int count = 0;
        foreach (int output in outputs)
        {
            if (++count % 5 == 3)
            {
                await Task.Yield();
            }

            token.ThrowIfCancellationRequested();
            yield return output;
        }
    }
}
