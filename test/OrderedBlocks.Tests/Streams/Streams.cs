using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>What the tests of streams have in common.</summary>
internal static class Streams
{
    /// <summary>What comes out, and what was thrown after that.</summary>
    public static async Task<(List<T> Items, Exception? Error)> CollectAsync<T>(this IAsyncEnumerable<T> stream)
    {
        List<T> items = [];
        try
        {
            await foreach (T item in stream)
            {
                items.Add(item);
            }
        }
        catch (Exception error)
        {
            return (items, error);
        }

        return (items, null);
    }

    /// <summary>The same of a sequence.</summary>
    public static (List<T> Items, Exception? Error) Collect<T>(this IEnumerable<T> sequence)
    {
        List<T> items = [];
        try
        {
            foreach (T item in sequence)
            {
                items.Add(item);
            }
        }
        catch (Exception error)
        {
            return (items, error);
        }

        return (items, null);
    }

    /// <summary>The next item, which there is.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncEnumerator<T> items)
    {
        Assert.IsTrue(await items.MoveNextAsync().AsTask().WithTimeout());
        return items.Current;
    }
}
