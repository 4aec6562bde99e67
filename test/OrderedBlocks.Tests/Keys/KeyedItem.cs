namespace OrderedBlocks.Tests.Keys;

/// <summary>An item: its key, which one of its key it is, and which one of all.</summary>
internal readonly record struct KeyedItem(int Key, int Number, int Place)
{
    /// <summary>Items of random keys, of which the first ones are more frequent.</summary>
    public static KeyedItem[] Create(int count, int keys, int seed, out int[] counts)
    {
        var random = new Random(seed);
        counts = new int[keys];
        var items = new KeyedItem[count];
        for (int place = 0; place < count; place++)
        {
            int key = Math.Min(random.Next(keys), random.Next(keys));
            items[place] = new KeyedItem(key, counts[key]++, place);
        }

        return items;
    }
}
